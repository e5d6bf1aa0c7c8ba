import { useId } from 'react'
import { cn } from './cn'

type Props = {
  label: string
  /** After the label, quieter. */
  note?: string
  name: string
  /** Its text is not shown, and no browser offers to remember it. */
  isSecret?: boolean
  placeholder: string
  /** Under it. */
  words: string
  value: string
  /** What is wrong with it, in place of the words. */
  problem: string | undefined
  onChange(value: string): void
}

/** One line of text, its name, and what should be known of it or is wrong with it. */
export const TextField = ({ label, note, name, isSecret, placeholder, words, value, problem, onChange }: Props) => {
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
