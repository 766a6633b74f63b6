# OPA, the rule book that it may not exchange, and its configuration: nothing else,
# no shell either. sidecar.py lays out the folder that this is built from.
FROM scratch
COPY opa /opa
COPY config.json rules.tar.gz rules.pub.pem /etc/opa/
USER 65532:65532
# A decision makes much that lives shortly: collected an eighth as often, it takes a third
# less time, for four tenths of a gigabyte in place of an eighth.
ENV GOGC=800
EXPOSE 8181
ENTRYPOINT ["/opa"]
CMD ["run", "--server", "--addr=0.0.0.0:8181", \
     "--config-file=/etc/opa/config.json", \
     "--authentication=token", "--authorization=basic", \
     "--skip-version-check", "--log-level=error", "--log-format=json", \
     "--shutdown-grace-period=2", "--optimize-store-for-read-speed", \
     "--verification-key=/etc/opa/rules.pub.pem", "--verification-key-id=rules", \
     "--scope=rules", "--signing-alg=ES256", \
     "--bundle", "/etc/opa/rules.tar.gz"]
