/**
 * Goes on when nobody reads the output any more: a log collector that ended, a closed terminal, `npm start | head`. By
 * default each line would then be an uncaught error, which Next writes to the same output, and so on without an end.
 */
export function outliveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}
