/** The two databases that the store speaks. */
export type DialectName = 'sqlite' | 'postgres'
