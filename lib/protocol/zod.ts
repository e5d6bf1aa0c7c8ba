import { z } from 'zod'

// Browsers read with these schemas under a policy that forbids `eval`, which zod tries once for each schema that is made before this.
z.config({ jitless: true })

export { z }
