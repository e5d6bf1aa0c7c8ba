import { useState } from 'react'
import { type ThemeChoice as Choice, chooseTheme, readChosenTheme } from '@/components/theme/theme'

const choices: { choice: Choice; label: string }[] = [
  { choice: 'system', label: 'System' },
  { choice: 'light', label: 'Light' },
  { choice: 'dark', label: 'Dark' },
]

/** Light, dark, or as the system says. */
export const ThemeChoice = () => {
  const [chosen, setChosen] = useState(readChosenTheme)
  const choose = (choice: Choice) => {
    chooseTheme(choice)
    setChosen(choice)
  }
  return (
    <fieldset className="setting theme-choice">
      <legend>Theme</legend>
      {choices.map(({ choice, label }) => (
        <label key={choice}>
          <input type="radio" name="theme" value={choice} checked={choice === chosen} onChange={() => choose(choice)} />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
