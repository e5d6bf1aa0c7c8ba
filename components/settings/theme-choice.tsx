import { useState } from 'react'
import { cn } from '@/components/ui/cn'
import { Segmented } from '@/components/ui/field'
import { type ThemeChoice as Choice, chooseTheme, readChosenTheme } from '@/components/ui/theme'
import { settingRow } from './setting-row'

const choices: { value: Choice; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

/** Light, dark, or as the system says. */
export const ThemeChoice = () => {
  const [chosen, setChosen] = useState(readChosenTheme)
  const choose = (choice: Choice) => {
    chooseTheme(choice)
    setChosen(choice)
  }
  return (
    <Segmented
      legend="Theme"
      name="theme"
      options={choices}
      value={chosen}
      className={cn(settingRow, 'gap-1')}
      onChange={choose}
    />
  )
}
