import { createContext } from 'react'

/** True in a copy: whoever reads it is not the one who asked, or who pressed Stop. */
export const SharedContext = createContext(false)
