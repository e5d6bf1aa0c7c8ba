/** Three bars, one after the other as steps are; the middle one is what happens now. */
export const BrandMark = () => (
  <svg className="mark" viewBox="0 0 20 20" aria-hidden="true" fill="none" strokeWidth={3} strokeLinecap="round">
    <path d="M3 4.5h7" stroke="var(--ink)" />
    <path d="M6.5 10h8" stroke="var(--accent)" />
    <path d="M12 15.5h5" stroke="var(--ink)" />
  </svg>
)
