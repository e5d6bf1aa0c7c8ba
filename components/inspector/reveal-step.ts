/** Brings a step of the thread into view, if it is not folded away. */
export const revealStep = (rowId: string): void => {
  const row = document.querySelector(`main [data-row="${CSS.escape(rowId)}"]`)
  if (row && !row.closest('[hidden]')) row.scrollIntoView({ block: 'nearest' })
}
