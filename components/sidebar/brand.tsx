import { BrandMark, BrandName, brandLink } from '@/components/ui/page-frame'
import { PageLink } from './page-link'

/** The way home. */
export const Brand = ({ onHome }: { onHome(): void }) => (
  <PageLink href="/" className={brandLink} onGo={onHome}>
    <BrandMark />
    <BrandName />
  </PageLink>
)
