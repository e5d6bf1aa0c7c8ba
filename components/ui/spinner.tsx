import { cn } from './cn'

/** A ring that turns; three quarters of a ring for those who want no motion. Words beside it say what is going on. */
export const Spinner = ({ className = 'size-4' }: { /** Its size and place. */ className?: string }) => (
  <span
    aria-hidden
    className={cn(
      'flex-none animate-spin rounded-full border-2 border-accent/20 border-t-accent motion-reduce:border-accent motion-reduce:border-r-accent/20 forced-colors:border-[CanvasText] forced-colors:border-r-[Canvas]',
      className,
    )}
  />
)
