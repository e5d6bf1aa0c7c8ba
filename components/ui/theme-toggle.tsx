'use client'

import { Moon, Sun } from 'lucide-react'
import { IconButton } from './icon-button'
import { switchTheme } from './theme'

/** Both faces are in the page and the style sheet shows one: the server cannot know what the system says. */
export const ThemeToggle = () => (
  <IconButton title="Switch theme" onClick={switchTheme}>
    <span className="inline-grid dark:hidden">
      <Moon size={16} aria-hidden />
      <span className="sr-only" data-slot="visually-hidden">
        Switch to dark theme
      </span>
    </span>
    <span className="hidden dark:inline-grid">
      <Sun size={16} aria-hidden />
      <span className="sr-only" data-slot="visually-hidden">
        Switch to light theme
      </span>
    </span>
  </IconButton>
)
