import { useId } from 'react'

type Props = {
  label: string
  words: string
  isOn: boolean
  /** It cannot be turned on here; `words` say why. */
  isOff?: boolean
  onChange(isOn: boolean): void
}

/** One thing that is on or off. Its words are its description, so that its name stays short. */
export const SettingSwitch = ({ label, words, isOn, isOff = false, onChange }: Props) => {
  const id = useId()
  return (
    <label className="setting">
      <span>
        <b id={`${id}label`}>{label}</b>
        <small id={`${id}words`}>{words}</small>
      </span>
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says itself whether it is checked
        role="switch"
        aria-labelledby={`${id}label`}
        aria-describedby={`${id}words`}
        checked={isOn}
        disabled={isOff}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  )
}
