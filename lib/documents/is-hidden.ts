/** Whether an element of HTML is there and not to be seen, so that its text is not meant for people. */
export const isHidden = ({
  style = '',
  class: classes = '',
  hidden,
  'aria-hidden': ariaHidden,
}: Record<string, string>): boolean =>
  hidden !== undefined ||
  ariaHidden === 'true' ||
  besideText.test(classes.slice(0, 2000)) ||
  /display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?!\.?\d*[1-9])/i.test(style.slice(0, 2000))

/** By these names sites mark words beside the text: links to edit a section, and such as only those who listen hear. */
const besideText = /(?:^|\s)(?:mw-editsection|mw-jump-link|noprint|sr-only|visually-hidden|skip-link)(?:\s|$)/
