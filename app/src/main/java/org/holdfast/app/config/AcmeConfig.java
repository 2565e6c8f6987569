package org.holdfast.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// How a listener's certificate is obtained and renewed from an authority (ACME, RFC 8555). To name
/// an authority here is to agree to its terms of service.
///
/// @param directory where the authority's directory is; there is no default
/// @param contact whom the authority may write to, as in `mailto:operator@example.org`
/// @param domains the names the certificate is for, lower case, without wildcards; at least one
/// @param challenge how the authority validates them; default `http-01`
/// @param authorityRoots PEM certificates the authority's own server is verified with; default
///   those the JDK knows
public record AcmeConfig(
    URI directory,
    Optional<URI> contact,
    List<String> domains,
    Challenge challenge,
    Optional<Path> authorityRoots) {

  /// How an authority validates that a name leads here.
  public enum Challenge {
    /// It asks port 80 of the name over plain HTTP; a listener of ours must be reached there.
    HTTP_01,
    /// It shakes hands with port 443 of the name; this very listener must be reached there.
    TLS_ALPN_01
  }

  private static final URI NONE = URI.create("none:none");
  private static final List<String> UNREADABLE = List.of("none.invalid");
  private static final Kind<String> DOMAIN =
      Kinds.matching(
          "(?=.{1,253}$)(?!.*\\.[0-9]+$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
          "is not a domain; write for example 'collector.example.org', in lower case");
  private static final Kind<Path> ROOTS =
      Kinds.of(
          text -> Kinds.EXISTING_FILE.parse(text).filter(AcmeConfig::holdsCertificates),
          "is not a file of certificates that can be read; write the path of one in PEM");
  private static final Kind<String> CONTACT =
      Kinds.matching(
          "mailto:[!-~&&[^?,@]]+@[!-~&&[^?,@]]+",
          "is not a contact; write for example 'mailto:operator@example.org'");

  public AcmeConfig {
    domains = List.copyOf(new TreeSet<>(domains));
  }

  static AcmeConfig read(Section section) {
    URI directory =
        section.required("directory", Kinds.URL, NONE, "it says which authority to ask");
    if (!directory.equals(NONE) && !"https".equals(directory.getScheme())) {
      section.problem(
          "directory",
          "'"
              + directory
              + "' is not an https URL; write for example 'https://authority.example.org/directory'");
    }
    Optional<URI> contact = section.optional("contact", CONTACT).map(URI::create);
    boolean namesSome = section.has("domains");
    List<String> domains = section.values("domains", DOMAIN, UNREADABLE);
    if (!namesSome || domains.isEmpty()) {
      section.problem(
          "domains", "is missing or empty; write for example '[collector.example.org]'");
    }
    return new AcmeConfig(
        directory,
        contact,
        domains,
        section.value("challenge", Kinds.oneOf(Challenge.class, "challenge"), Challenge.HTTP_01),
        section.optional("authority-roots", ROOTS));
  }

  private static boolean holdsCertificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return !CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty();
    } catch (IOException | CertificateException e) {
      return false;
    }
  }
}
