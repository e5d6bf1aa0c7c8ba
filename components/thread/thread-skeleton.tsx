/** The shape of a thread while it is read, shown by the style sheet after 200 ms; the header is already the real one. */
export const ThreadSkeleton = () => (
  <div className="thread">
    <div className="scroll skeleton" aria-busy="true">
      <p className="sr-only" data-slot="visually-hidden">
        Reading the chat
      </p>
      <div className="col" aria-hidden="true">
        {[64, 46, 72].map((width) => (
          <div key={width} className="turn">
            <div className="question">
              <i style={{ width: `${width}%`, height: 43 }} />
            </div>
            <i style={{ height: 48, borderRadius: 'var(--r-lg)' }} />
            <i className="line" />
            <i className="line" style={{ width: '94%' }} />
            <i className="line" style={{ width: '61%' }} />
          </div>
        ))}
      </div>
    </div>
  </div>
)
