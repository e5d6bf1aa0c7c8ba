/** One page of a browser that is not Chromium, by the few commands that WebDriver and WebDriver BiDi have in common. */
export type Engine = {
  /** As the browser says it: "Firefox 140.12". */
  name: string
  go(url: string): Promise<void>
  /** The value of an expression in the page, as JSON; that of a promise once it is there. */
  evaluate<Value>(expression: string): Promise<Value>
  /** Real input: key presses and pointer moves, in the form that both protocols share. */
  perform(actions: object[]): Promise<void>
  close(): Promise<void>
}

/** What is missing, and how to get it: the run fails with this sentence. */
export class Missing extends Error {}
