import { useId } from 'react'

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
    <div className="text-field">
      <label htmlFor={id}>
        {label}
        {note && <small> ({note})</small>}
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
        onChange={(event) => onChange(event.target.value)}
      />
      <small
        id={`${id}-words`}
        role={problem === undefined ? undefined : 'alert'}
        data-problem={problem !== undefined || undefined}
      >
        {problem ?? words}
      </small>
    </div>
  )
}
