import { type ReactNode, useId } from 'react'
import { cn } from '@/components/ui/cn'
import { Switch } from '@/components/ui/field'

/** The look of a row of the settings: words with a control at their end. */
export const settingRow = 'flex min-h-14 items-center justify-between border-line border-b py-2'

type RowProps = { label: string; words: string; id?: string; children: ReactNode }

/** A row of the settings: its words, and what is changed at its end. */
export const SettingRow = ({ children, ...words }: RowProps) => (
  <div className={cn(settingRow, 'gap-4')}>
    <Words {...words} />
    {children}
  </div>
)

type SwitchProps = {
  label: string
  words: string
  isOn: boolean
  /** It cannot be switched on in this browser; `words` say why. */
  isOff?: boolean
  onChange(isOn: boolean): void
}

/** A setting that is on or off, with a short name and a description. */
export const SettingSwitch = ({ label, words, isOn, isOff = false, onChange }: SwitchProps) => {
  const id = useId()
  return (
    <label htmlFor={id} className={cn(settingRow, 'cursor-pointer gap-4')}>
      <Words label={label} words={words} id={id} />
      <Switch
        id={id}
        aria-labelledby={`${id}label`}
        aria-describedby={`${id}words`}
        checked={isOn}
        disabled={isOff}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  )
}

const Words = ({ label, words, id = '' }: Omit<RowProps, 'children'>) => (
  <span className="min-w-0">
    <b id={id && `${id}label`} className="font-medium">
      {label}
    </b>
    <small id={id && `${id}words`} className="block text-ink-3 text-sm">
      {words}
    </small>
  </span>
)
