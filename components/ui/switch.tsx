import type { ComponentProps } from 'react'

/** On or off: a checkbox, which browsers know to press, to name and to switch off with its fieldset. */
export const Switch = (props: Omit<ComponentProps<'input'>, 'type' | 'role' | 'className'>) => (
  <input
    type="checkbox"
    // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says itself whether it is checked
    role="switch"
    className="relative h-5.5 w-9 flex-none cursor-[inherit] appearance-none rounded-full border border-control bg-surface transition-colors before:absolute before:top-0.75 before:left-0.75 before:size-3.5 before:rounded-full before:bg-control before:transition-[translate] before:ease-out checked:border-ink checked:bg-ink checked:before:translate-x-3.5 checked:before:bg-bg disabled:cursor-not-allowed disabled:opacity-50 forced-colors:before:bg-[ButtonText] forced-colors:checked:before:bg-[Highlight]"
    {...props}
  />
)
