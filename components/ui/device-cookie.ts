/** Stores a choice on this device for a year, so that the server can read it before it renders; `undefined` removes it. */
export const writeDeviceCookie = (name: string, value: string | undefined): void => {
  const age = value === undefined ? 0 : 365 * 24 * 60 * 60
  const secure = location.protocol === 'https:' ? '; secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in Firefox and Safari of 2024
  document.cookie = `${name}=${value ?? ''}; path=/; max-age=${age}; samesite=lax${secure}`
}

/** Holds `hidden`, or is absent: then the sidebar is shown where there is room. Read by the server in `app/(chat)/layout.tsx`. */
export const sidebarCookie = 'sidebar'

export const hiddenSidebar = 'hidden'

/** Holds the id of the model that was last chosen on this device. */
export const modelCookie = 'model'
