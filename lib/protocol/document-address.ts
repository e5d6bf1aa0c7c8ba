/** The address of a file that was added to a chat, and of a place in it: `/documents/…#page=4`, `#lines=12-30`. Only its owner can open it. */
export const isDocumentAddress = (url: string): boolean => /^\/documents\/[\w-]+(#[\w=-]*)?$/.test(url)
