//! The service's own certificate.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file cannot be read, or holds nothing of the kind.
    #[error("{} cannot be read as {what} in PEM form", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// Why not.
        source: rustls_pki_types::pem::Error,
    },
    /// They do not belong together, or are of a kind that is not supported.
    #[error("the certificate and its key cannot be used together")]
    Unusable(#[from] rustls::Error),
}

/// The TLS settings for a certificate chain and its key, both PEM files: TLS 1.2 and 1.3, HTTP/2 offered first.
pub fn server_config(certificate: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let unreadable = |file: &Path, what| {
        let file = file.to_owned();
        move |source| TlsError::Unreadable { file, what, source }
    };
    let chain: Vec<_> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .and_then(|chain: Vec<_>| if chain.is_empty() { Err(rustls_pki_types::pem::Error::NoItemsFound) } else { Ok(chain) })
        .map_err(unreadable(certificate, "a certificate"))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(unreadable(key, "a private key"))?;

    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
