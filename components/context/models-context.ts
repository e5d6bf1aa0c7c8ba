import { createContext } from 'react'
import type { ModelName } from '@/lib/protocol/event'

/** The models that the server offers. */
export const ModelsContext = createContext<ModelName[]>([])
