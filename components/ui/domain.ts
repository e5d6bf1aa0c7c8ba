import { productName } from '@/lib/protocol/brand'
import { isOwnPage } from './safe-url'

/** What a person reads for an address: its host without `www.`; our own pages are the library. */
export const domainOf = (url: string): string => {
  if (isOwnPage(url)) return `${productName} library`
  try {
    return new URL(url).hostname.replace(/^www\./, '') || url
  } catch {
    return url
  }
}
