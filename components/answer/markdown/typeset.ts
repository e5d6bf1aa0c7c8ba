import katex from 'katex'
import 'katex/dist/katex.min.css'

/**
 * Sets a formula into an element; false where KaTeX does not understand it. With KaTeX's own fonts and boxes, because rows and
 * brackets of MathML need a font for mathematics, which many machines have not; MathML comes along for screen readers.
 * The bounds hold off formulas made to hang or to cover the page.
 */
export const typeset = (tex: string, displayMode: boolean, host: HTMLElement): boolean => {
  try {
    katex.render(tex, host, {
      displayMode,
      output: 'htmlAndMathml',
      throwOnError: true,
      trust: false,
      strict: 'ignore',
      maxExpand: 200,
      maxSize: 20,
    })
    return true
  } catch {
    return false // a mistake in the model's formula is not ours to report
  }
}
