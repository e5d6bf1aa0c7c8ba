import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'

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

type Props = ComponentProps<'button'> & VariantProps<typeof iconButton> & { /** Its name, which is not drawn. */ label?: string }

/** A button with an icon; its name is read out and shown as a tooltip. */
export const IconButton = ({ label, variant, size, className, ...props }: Props) => (
  <button type="button" aria-label={label} {...props} className={iconButton({ variant, size, className })} />
)
