import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'

/** The look of a button, also for links. Buttons are hidden on paper. */
export const button = cva(
  'inline-flex flex-none items-center justify-center border font-medium whitespace-nowrap transition-colors aria-disabled:cursor-default aria-disabled:opacity-50 forced-colors:border-[ButtonText] print:hidden coarse:min-h-10',
  {
    variants: {
      variant: {
        secondary: 'border-line-2 bg-surface hover:bg-fill',
        primary: 'border-ink bg-ink text-bg hover:bg-ink-2',
        danger: 'border-danger-line bg-surface text-danger hover:bg-danger-tint',
        ghost: 'border-transparent text-ink-2 hover:bg-fill',
        link: 'border-transparent text-accent-ink hover:bg-fill',
      },
      size: {
        xs: 'min-h-6.5 gap-1.25 rounded-xs px-1 text-xs [&>svg]:size-3',
        sm: 'min-h-7 gap-1.5 rounded-sm px-2.5 text-sm [&>svg]:size-3.5',
        md: 'min-h-8 gap-1.5 rounded-sm px-3 text-sm [&>svg]:size-3.5',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

type Props = ComponentProps<'button'> & VariantProps<typeof button>

/** A button with words. `className` sets its place among its neighbours, not its look. */
export const Button = ({ variant, size, className, ...props }: Props) => (
  <button type="button" {...props} className={button({ variant, size, className })} />
)

/** A button inside a sentence: large enough for a finger without making its line higher. */
export const TextButton = (props: ComponentProps<'button'>) => (
  <button
    type="button"
    {...props}
    className="-my-1 px-0.5 py-1 font-medium text-ink-2 underline underline-offset-3 hover:text-ink"
  />
)

const iconButton = cva(
  'inline-grid flex-none place-items-center rounded-sm transition-colors hover:text-ink aria-disabled:cursor-default aria-pressed:bg-fill aria-pressed:text-ink forced-colors:border forced-colors:border-[ButtonText] print:hidden',
  {
    variants: {
      variant: {
        plain: 'text-ink-2 hover:bg-fill aria-disabled:opacity-50',
        // On what is filled itself, as a row under the pointer is.
        onFill: 'text-ink-2 hover:bg-fill-2',
        // Beside what is read.
        quiet: 'text-ink-3 hover:bg-fill aria-disabled:bg-transparent aria-disabled:text-ink-3 aria-disabled:opacity-40',
      },
      size: {
        /** Half as wide, with another at its side. */
        narrow: 'h-8 w-6 coarse:size-10',
        xs: 'size-6 coarse:size-10',
        sm: 'size-7 coarse:size-10',
        md: 'size-8 coarse:size-10',
      },
    },
    defaultVariants: { variant: 'plain', size: 'md' },
  },
)

type IconButtonProps = ComponentProps<'button'> &
  VariantProps<typeof iconButton> & { /** Its name, which is not drawn. */ label?: string }

/** A button with an icon; its name is read out and shown as a tooltip. */
export const IconButton = ({ label, variant, size, className, ...props }: IconButtonProps) => (
  <button type="button" aria-label={label} {...props} className={iconButton({ variant, size, className })} />
)
