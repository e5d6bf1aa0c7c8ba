import { root } from './command.mjs'
import { removeOtherDriver } from './sqlite-driver.mjs'

/** The end of `npm run build`. */
removeOtherDriver(`${root}/${process.env.DIST_DIR ?? '.next'}/standalone`)
