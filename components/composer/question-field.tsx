import { cn } from '@/components/ui/cn'

/** The box round a field in which a question is written. The box shows the focus, not the field. */
export const fieldBox = cn(
  'border border-line-2 bg-surface shadow-1 ring-accent/11 has-[textarea:focus-visible]:border-control has-[textarea:focus-visible]:ring-4',
  'forced-colors:border-[CanvasText] forced-colors:outline-[Highlight] forced-colors:has-[textarea:focus-visible]:outline-2',
)

/** The field in it, as high as its text. Below 16 px, iOS zooms into it. */
export const fieldText = cn(
  'field-sizing-content scroll-thin block w-full resize-none overflow-y-auto text-md leading-normal focus-visible:outline-none coarse:text-lg',
)
