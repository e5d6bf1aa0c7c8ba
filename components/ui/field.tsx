import { type ComponentProps, type ReactNode, useId } from 'react'
import { cn } from './cn'

type TextFieldProps = {
  label: string
  /** A few quieter words after the label. */
  note?: string
  name: string
  /** Its text is not shown, and no browser offers to remember it. */
  isSecret?: boolean
  placeholder: string
  /** A sentence under the field. */
  words: string
  value: string
  /** What is wrong with it, in place of the words. */
  problem: string | undefined
  onChange(value: string): void
}

/** A text field with its label, and a hint or what is wrong with the value. */
export const TextField = ({ label, note, name, isSecret, placeholder, words, value, problem, onChange }: TextFieldProps) => {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.25 pt-3.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
        {note && <small className="font-normal text-ink-3 text-xs"> ({note})</small>}
      </label>
      <input
        id={id}
        name={name}
        dir="ltr"
        type={isSecret ? 'password' : 'text'}
        autoComplete={isSecret ? 'new-password' : 'off'}
        autoCapitalize="none"
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={`${id}-words`}
        className="min-h-9.5 w-full rounded-sm border border-control bg-bg px-3 font-mono text-ink text-sm placeholder:text-ink-3 focus-visible:outline-offset-1 aria-invalid:border-danger coarse:min-h-11 coarse:text-lg"
        onChange={(event) => onChange(event.target.value)}
      />
      <small
        id={`${id}-words`}
        role={problem === undefined ? undefined : 'alert'}
        className={cn('text-xs empty:hidden', problem === undefined ? 'text-ink-3' : 'text-danger')}
      >
        {problem ?? words}
      </small>
    </div>
  )
}

type SegmentedProps<Value extends string> = {
  legend: ReactNode
  name: string
  options: { value: Value; label: string }[]
  value: Value
  className?: string
  onChange(value: Value): void
}

/** One of a few choices, side by side: radio buttons, so that the arrow keys move between them. */
export const Segmented = <Value extends string>({ legend, name, options, value, className, onChange }: SegmentedProps<Value>) => (
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

/** A switch: a checkbox, so that labels, keys and disabled fieldsets work as the browser has them. */
export const Switch = (props: Omit<ComponentProps<'input'>, 'type' | 'role' | 'className'>) => (
  <input
    type="checkbox"
    // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says itself whether it is checked
    role="switch"
    className="relative h-5.5 w-9 flex-none cursor-[inherit] appearance-none rounded-full border border-control bg-surface transition-colors before:absolute before:top-0.75 before:left-0.75 before:size-3.5 before:rounded-full before:bg-control before:transition-[translate] before:ease-out checked:border-ink checked:bg-ink checked:before:translate-x-3.5 checked:before:bg-bg disabled:cursor-not-allowed disabled:opacity-50 forced-colors:before:bg-[ButtonText] forced-colors:checked:before:bg-[Highlight]"
    {...props}
  />
)
