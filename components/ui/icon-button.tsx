import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'

const iconButton = cva(
  'inline-grid flex-none place-items-center rounded-sm text-ink-2 transition-colors hover:bg-fill hover:text-ink aria-disabled:cursor-default aria-disabled:opacity-50 forced-colors:border forced-colors:border-[ButtonText] print:hidden',
  {
    variants: { size: { sm: 'size-7 coarse:size-10', md: 'size-8 coarse:size-10' } },
    defaultVariants: { size: 'md' },
  },
)

type Props = ComponentProps<'button'> & VariantProps<typeof iconButton> & { /** Its name, which is not drawn. */ label?: string }

/** A button that is an icon; its name is read out, and shown by the pointer. */
export const IconButton = ({ label, size, className, ...props }: Props) => (
  <button type="button" aria-label={label} {...props} className={iconButton({ size, className })} />
)
