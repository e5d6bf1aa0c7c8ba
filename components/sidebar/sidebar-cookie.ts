/** Holds `hidden`, or is absent: then the sidebar is shown where there is room. Read by the server in `app/sidebar.ts`. */
export const sidebarCookie = 'sidebar'

export const hiddenSidebar = 'hidden'
