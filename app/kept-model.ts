import { cookies } from 'next/headers'
import { modelCookie } from '@/components/ui/device-cookie'

/** The model that was last chosen on this device. Read here, so that the first paint is right without a script. */
export const readKeptModel = async (): Promise<string | undefined> => {
  const value = (await cookies()).get(modelCookie)?.value
  return value || undefined
}
