// The clock of a host that is wrong by CLOCK_OFFSET_MS, and is set by CLOCK_STEP_MS each time the process is sent SIGUSR2.
const RealDate = Date
const realNow = RealDate.now
let offsetMs = Number(process.env.CLOCK_OFFSET_MS ?? 0)

RealDate.now = () => realNow() + offsetMs
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [RealDate.now()], newTarget),
})
process.on('SIGUSR2', () => {
  offsetMs += Number(process.env.CLOCK_STEP_MS ?? 0)
})
