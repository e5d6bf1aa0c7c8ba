import type { ReactNode } from 'react'

type Props<Value extends string> = {
  legend: ReactNode
  name: string
  options: { value: Value; label: string }[]
  value: Value
  className?: string
  onChange(value: Value): void
}

/** A few choices side by side, of which one holds: radio buttons, so that the arrow keys go from one to the next. */
export const Segmented = <Value extends string>({ legend, name, options, value, className, onChange }: Props<Value>) => (
  <fieldset className={className}>
    {/* A legend is no item of a flexible box unless it floats. */}
    <legend className="float-left flex-1 font-medium">{legend}</legend>
    {options.map((option) => (
      <label
        key={option.value}
        className="flex min-h-8 cursor-pointer items-center rounded-sm border border-transparent px-3 font-medium text-ink-2 text-sm hover:bg-fill has-checked:border-control has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2 coarse:min-h-10 forced-colors:has-checked:border-[Highlight]"
      >
        <input
          type="radio"
          name={name}
          value={option.value}
          checked={option.value === value}
          className="absolute opacity-0"
          onChange={() => onChange(option.value)}
        />
        {option.label}
      </label>
    ))}
  </fieldset>
)
