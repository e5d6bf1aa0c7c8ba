/** Sets what the files of a folder set, `.env.local` over `.env`; what `env` has already stays. Throws an `Error` of a sentence. */
export function readEnvFiles(folder: string, env?: Record<string, string | undefined>): void
