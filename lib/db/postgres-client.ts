import { Client, type ClientConfig } from 'pg'

/** The words of a server, or of somebody in between, that does not bind the password to the connection. */
export const notBound = 'Channel binding was asked for, and the server does not offer it.'

/**
 * A connection with `channel_binding=require`: whoever stands in between with a certificate of their own learns nothing and
 * passes for nobody. `pg` binds where the server offers it; this refuses a server that asks for the password otherwise, or
 * not at all.
 */
export class BoundClient extends Client {
  constructor(config: ClientConfig = {}) {
    super({ ...config, enableChannelBinding: true })
    const { connection } = this
    let isOffered = false
    let isProven = false
    const refuse = () => {
      connection.emit('error', new Error(notBound))
      connection.stream.destroy()
    }
    connection.on('authenticationSASL', ({ mechanisms }: { mechanisms: string[] }) => {
      isOffered = mechanisms.includes('SCRAM-SHA-256-PLUS')
      if (!isOffered) refuse()
    })
    connection.on('authenticationSASLFinal', () => {
      isProven = isOffered
    })
    connection.on('authenticationOk', () => {
      if (!isProven) refuse()
    })
    for (const name of ['authenticationCleartextPassword', 'authenticationMD5Password']) connection.on(name, refuse)
  }
}
