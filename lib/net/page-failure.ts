/**
 * Why a page could not be read, as the words that follow the name of its site: "took longer than 10 seconds". `cause` is what the
 * machine said, where there is more to say.
 */
export class PageFailure extends Error {
  override readonly name = 'PageFailure'
}
