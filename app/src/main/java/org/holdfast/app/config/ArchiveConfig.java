package org.holdfast.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where the published objects are kept.
///
/// @param s3 a bucket; default none: the directory `archive` in the data directory
public record ArchiveConfig(Optional<S3> s3) {

  /// A bucket of a store that speaks the S3 protocol. It may be shared by collectors, each with an
  /// id of its own.
  ///
  /// @param endpoint `http` or `https`, without a path
  /// @param bucket which must be there already
  /// @param region what requests are signed for; default `us-east-1`
  /// @param pathStyle whether the bucket stands in the path instead of the host name; default true
  /// @param accessKeyFile the access key id on its first line, the secret access key on its second,
  ///   readable by its owner only
  public record S3(
      URI endpoint, String bucket, String region, boolean pathStyle, Path accessKeyFile) {
    private static final String REGION = "us-east-1";
    private static final Kind<String> BUCKET =
        Kinds.matching(
            "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
            "is not the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens");
    private static final Kind<String> REGION_NAME =
        Kinds.matching("[a-z0-9-]{1,64}", "is not the name of a region; write for example 'auto'");

    static S3 read(Section section) {
      S3 s3 =
          new S3(
              section.required(
                  "endpoint", Kinds.URL, URI.create("https://none"), "it says which store"),
              section.required("bucket", BUCKET, "none", "it says where in the store"),
              section.value("region", REGION_NAME, REGION),
              section.value("path-style", Kinds.TRUTH, true),
              section.required(
                  "access-key-file",
                  Kinds.PATH,
                  Path.of("none"),
                  "it holds what the store knows us by"));
      if (!isPlain(s3.endpoint)) {
        section.problem(
            "endpoint",
            "is not http:// or https:// with host and port alone; write for example"
                + " 'https://s3.example.org'");
      }
      return s3;
    }

    private static boolean isPlain(URI endpoint) {
      boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
      String path = endpoint.getRawPath();
      return http
          && (path == null || path.isEmpty() || path.equals("/"))
          && endpoint.getRawQuery() == null
          && endpoint.getRawUserInfo() == null;
    }
  }

  static ArchiveConfig read(Section section) {
    return new ArchiveConfig(section.optionalSection("s3", S3::read));
  }
}
