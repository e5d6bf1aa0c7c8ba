/** By this header the proxy tells a page for which address it is drawn: one for what is not found has no other way to know. */
export const pathHeader = 'x-path'
