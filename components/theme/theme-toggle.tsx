'use client'

import { Moon, Sun } from 'lucide-react'
import { switchTheme } from './theme'

/** Both faces are in the page and the style sheet shows one: the server cannot know what the system says. */
export const ThemeToggle = () => (
  <button type="button" className="ib theme-toggle" title="Switch theme" onClick={switchTheme}>
    <span className="when-light">
      <Moon size={16} aria-hidden />
      <span className="sr-only" data-slot="visually-hidden">
        Switch to dark theme
      </span>
    </span>
    <span className="when-dark">
      <Sun size={16} aria-hidden />
      <span className="sr-only" data-slot="visually-hidden">
        Switch to light theme
      </span>
    </span>
  </button>
)
