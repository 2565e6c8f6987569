package org.holdfast.app.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;

/// Tells Kafka's client, which makes it, whom to log in as and with which password. The file is
/// read anew for each connection, so that a password that was wrong or has changed is put right
/// without a restart.
public final class KafkaPassword implements AuthenticateCallbackHandler {
  /// Options of the login module.
  static final String USER = "username";

  static final String FILE = "password_file";

  private String user = "";
  private Path file = Path.of("");

  /// For Kafka's client.
  public KafkaPassword() {}

  @Override
  public void configure(
      Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> entries) {
    Map<String, ?> options = entries.getFirst().getOptions();
    user = String.valueOf(options.get(USER));
    file = Path.of(String.valueOf(options.get(FILE)));
  }

  @Override
  public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      switch (callback) {
        case NameCallback name -> name.setName(user);
        case PasswordCallback password ->
            password.setPassword(SecretFile.firstLine(file).toCharArray());
        case ScramExtensionsCallback _ -> {} // none
        default -> throw new UnsupportedCallbackException(callback);
      }
    }
  }

  @Override
  public void close() {}
}
