'use client'

/**
 * A throw in the document around every page. It draws a document of its own, and imports neither components nor styles: either may be
 * what failed, and Next loads this with every page.
 */
export default function GlobalErrorPage({ reset }: { reset(): void }) {
  return (
    <html lang="en" style={{ colorScheme: 'light dark' }}>
      <body style={{ margin: '20vh auto', maxWidth: '32rem', padding: '0 1.5rem', font: '1rem/1.5 system-ui, sans-serif' }}>
        <title>Something went wrong</title>
        <h1 style={{ fontSize: '1.25rem' }}>Something went wrong on our side.</h1>
        <p>Your chats are safe.</p>
        <button type="button" onClick={reset} style={{ font: 'inherit', minHeight: 44, padding: '0 1rem' }}>
          Try again
        </button>
      </body>
    </html>
  )
}
