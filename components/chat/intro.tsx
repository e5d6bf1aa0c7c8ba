/** What the app is for, before the first question. */
export const Intro = () => (
  <div className="intro">
    <h1>What should we work out?</h1>
    <p>Ask anything. Every search, sum and source appears here as it happens, before the answer.</p>
  </div>
)
