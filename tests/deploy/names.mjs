import dns from 'node:dns'

/** Every name under `.example`, where no host of the world can be, is this machine: so a database has a name like a provider's. */
const { lookup } = dns
dns.lookup = (name, ...rest) => lookup(name.endsWith('.example') ? '127.0.0.1' : name, ...rest)
