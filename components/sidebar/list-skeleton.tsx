/** The shape of the list while it is read, shown by the style sheet after 200 ms. */
export const ListSkeleton = () => (
  <div className="list-skeleton" aria-busy="true">
    <p className="sr-only" data-slot="visually-hidden">
      Reading your chats
    </p>
    {[72, 88, 54, 80, 64].map((width) => (
      <i key={width} style={{ width: `${width}%` }} />
    ))}
  </div>
)
