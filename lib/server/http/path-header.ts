/** Tells layouts and pages the path that was asked for, which Next does not give them. Set on the way in, by `proxy.ts`. */
export const pathHeader = 'x-path'
