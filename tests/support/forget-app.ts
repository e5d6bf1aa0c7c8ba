/** What a process of the app holds by the global object is made anew when it is next asked for, and what it has learnt of a model is forgotten. */
export function forgetApp(): void {
  for (const name of kept) Reflect.deleteProperty(globalThis, name)
}

const kept = ['unfoldEnv', 'unfoldServices', 'unfoldVisitorKeys', 'unfoldMadeVisitorKeys', 'unfoldOwnFetch', 'modelFeatures']
