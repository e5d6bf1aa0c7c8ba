/** The shape of the list while it is read; what is read within 200 ms needs none. */
export const ListSkeleton = () => (
  <div className="grid animate-[appear_1ms_200ms_backwards] content-start gap-4.5 px-2.5 pt-9" aria-busy="true">
    <p className="sr-only" data-slot="visually-hidden">
      Reading your chats
    </p>
    {[72, 88, 54, 80, 64].map((width) => (
      <i key={width} className="h-3.5 rounded-[4px] bg-fill" style={{ width: `${width}%` }} />
    ))}
  </div>
)
