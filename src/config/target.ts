/** What the installer leaves in the target, so that its cloud-init finds us and reports (maas-wire.md §5.2). */
import { type Access, metadataUrl, oauthKeys, webhook } from './access.ts';
import { cloudConfig, type Document } from './document.ts';

/** `manual_cache_clean`: the system does not need us again at each of its own reboots. */
const localConfig = (access: Access): Document => ({
  manage_etc_hosts: true,
  manual_cache_clean: true,
  reporting: webhook(access),
});

/** Both owners: newer releases moved the questions to the package cloud-init-base. */
export function debconfSelections(access: Access): string {
  const { consumerKey, tokenKey, tokenSecret } = access.credentials;
  const keys = `oauth_consumer_key=${consumerKey}&oauth_token_key=${tokenKey}&oauth_token_secret=${tokenSecret}`;
  const answers = [
    ['datasources', 'multiselect', 'MAAS'],
    ['maas-metadata-url', 'string', metadataUrl(access.authority)],
    ['maas-metadata-credentials', 'string', keys],
    ['local-cloud-config', 'string', escape(JSON.stringify(localConfig(access)))],
  ];
  return answers
    .flatMap(([question, type, value]) =>
      ['cloud-init', 'cloud-init-base'].map(
        (owner) => `${owner}   ${owner}/${question}  ${type} ${value}\n`,
      ),
    )
    .join('');
}

/** debconf-set-selections unescapes; the value itself must stay on its line. */
const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

/** Entries of curtin's `cloudconfig`, each written to its path in the target. */
export function targetFiles(access: Access): Document {
  const folder = '/etc/cloud/cloud.cfg.d';
  const MAAS = { metadata_url: metadataUrl(access.authority), ...oauthKeys(access.credentials) };
  return {
    'maas-datasource': {
      path: `${folder}/90_maas_datasource.cfg`,
      content: 'datasource_list: [ MAAS ]\n',
    },
    'maas-cloud-config': {
      path: `${folder}/90_maas_cloud_config.cfg`,
      content: cloudConfig({ ...localConfig(access), datasource: { MAAS } }),
    },
    'maas-reporting': {
      path: `${folder}/90_maas_cloud_init_reporting.cfg`,
      content: cloudConfig({ reporting: webhook(access) }),
    },
  };
}
