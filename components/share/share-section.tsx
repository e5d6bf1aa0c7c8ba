import { type ReactNode, useId } from 'react'

/** A part of the dialog under its name, with a line above it where another part is before it. */
export const ShareSection = ({ title, children }: { title: string; children: ReactNode }) => {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-1 justify-items-start gap-2.5 pt-1 [section+&]:mt-5 [section+&]:border-line [section+&]:border-t [section+&]:pt-4.5"
    >
      <h3 id={id} className="font-semibold">
        {title}
      </h3>
      {children}
    </section>
  )
}

/** What can be pressed, side by side while there is room. */
export const ShareRow = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-wrap items-center gap-2">{children}</div>
)
