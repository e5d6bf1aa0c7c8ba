import { cookies } from 'next/headers'
import { hiddenSidebar, sidebarCookie } from '@/components/ui/device-cookie'

/** Whether this device hides the sidebar. Read here, so that the first paint is right without a script. */
export const isSidebarHidden = async (): Promise<boolean> => (await cookies()).get(sidebarCookie)?.value === hiddenSidebar
