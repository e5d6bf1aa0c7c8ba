/**
 * What a page may load: its own scripts by nonce, nothing from elsewhere, no picture from an address that a model wrote.
 * Development needs `eval` for React's error stacks and a socket for reloading.
 */
export const contentSecurityPolicy = (nonce: string, { development }: { development: boolean }): string =>
  [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join('; ')
