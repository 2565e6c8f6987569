package org.holdfast.app.onion;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.holdfast.bouncer.fleet.enrol.OwnFile;

/// Makes a control connection one that may do something: by the password of a file if one is named,
/// or else as Tor says it wants it, by its cookie (SAFECOOKIE, control-spec §3.24, in which Tor
/// shows first that it knows the cookie, too) or not at all.
final class TorAuthentication {
  private static final String HMAC = "HmacSHA256";
  private static final String BY_US = "Tor safe cookie authentication controller-to-server hash";
  private static final String BY_TOR = "Tor safe cookie authentication server-to-controller hash";
  private static final int COOKIE_BYTES = 32;
  private static final Pattern METHODS = Pattern.compile("AUTH METHODS=([A-Z,]+)");
  private static final Pattern COOKIE_FILE =
      Pattern.compile("COOKIEFILE=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern CHALLENGE =
      Pattern.compile("AUTHCHALLENGE SERVERHASH=([0-9A-F]{64}) SERVERNONCE=([0-9A-F]{64})");

  private final Optional<Path> passwordFile;
  private final SecureRandom random;

  TorAuthentication(Optional<Path> passwordFile, SecureRandom random) {
    this.passwordFile = passwordFile;
    this.random = random;
  }

  /// @throws IOException if Tor does not let us in, or wants what we do not have
  void authenticate(TorControl tor) throws IOException {
    if (passwordFile.isPresent()) {
      String password = OwnFile.read(passwordFile.get()).strip();
      tor.ask("AUTHENTICATE \"" + password.replaceAll("([\\\\\"])", "\\\\$1") + "\"");
      return;
    }
    String said = String.join("\n", tor.ask("PROTOCOLINFO 1"));
    List<String> methods = Arrays.asList(first(METHODS, said).orElse("").split(",", -1));
    if (methods.contains("NULL")) {
      tor.ask("AUTHENTICATE");
    } else if (methods.contains("SAFECOOKIE")) {
      String file = first(COOKIE_FILE, said).orElseThrow(() -> new IOException("no cookie file"));
      tor.ask("AUTHENTICATE " + answer(tor, cookie(Path.of(file.replaceAll("\\\\(.)", "$1")))));
    } else {
      throw new IOException("Tor wants a password, and no password-file is configured");
    }
  }

  private static byte[] cookie(Path file) throws IOException {
    if (Files.size(file) != COOKIE_BYTES) {
      throw new IOException(file + " is no cookie of Tor");
    }
    return Files.readAllBytes(file);
  }

  private String answer(TorControl tor, byte[] cookie) throws IOException {
    byte[] ours = new byte[COOKIE_BYTES];
    random.nextBytes(ours);
    HexFormat hex = HexFormat.of().withUpperCase();
    String reply = tor.ask("AUTHCHALLENGE SAFECOOKIE " + hex.formatHex(ours)).getFirst();
    Matcher matcher = CHALLENGE.matcher(reply);
    if (!matcher.matches()) {
      throw new IOException("Tor's challenge cannot be read");
    }
    byte[] theirs = hex.parseHex(matcher.group(2));
    byte[] shown = hex.parseHex(matcher.group(1));
    if (!MessageDigest.isEqual(shown, hmac(BY_TOR, cookie, ours, theirs))) {
      throw new IOException("what answers at the control port does not know Tor's cookie");
    }
    return hex.formatHex(hmac(BY_US, cookie, ours, theirs));
  }

  private static byte[] hmac(String key, byte[] cookie, byte[] ours, byte[] theirs) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.getBytes(US_ASCII), HMAC));
      mac.update(cookie);
      mac.update(ours);
      return mac.doFinal(theirs);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
