/** Names that lead to this machine whoever asks, so that nobody else can have them. */
export const loopbackNames: readonly string[] = ['localhost', '*.localhost', '127.*', '[::1]']

/** Whether a server that listens on this address can be reached from its own machine only. */
export const isLoopback = (address: string): boolean => /^(localhost|127(\.\d+){1,3}|\[?::1\]?)$/i.test(address)
