{{- define "huizhao.name" -}}
{{- printf "%s-huizhao" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "huizhao.labels" -}}
app.kubernetes.io/name: huizhao
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "huizhao.selector" -}}
app.kubernetes.io/name: huizhao
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "huizhao.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "huizhao.env" -}}
- name: HUIZHAO_DATA_DIR
  value: /data
- name: HUIZHAO_CHROMA_URL
  value: {{ .Values.chroma.url | quote }}
- name: HUIZHAO_SERVER__TRUSTED_PROXIES
  value: {{ .Values.trustedProxies | toJson | quote }}
- name: HUIZHAO_DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ required "database.existingSecret: a secret with the key url" .Values.database.existingSecret }}
      key: url
- name: HUIZHAO_SERVER__SECRET
  valueFrom:
    secretKeyRef:
      name: {{ required "secret.existingSecret: a secret with the key secret" .Values.secret.existingSecret }}
      key: secret
{{- if .Values.files.url }}
- name: HUIZHAO_FILES__URL
  value: {{ .Values.files.url | quote }}
- name: HUIZHAO_FILES__ENDPOINT
  value: {{ .Values.files.endpoint | quote }}
- name: HUIZHAO_FILES__REGION
  value: {{ .Values.files.region | quote }}
{{- if .Values.files.existingSecret }}
- name: HUIZHAO_FILES__KEY
  valueFrom: {secretKeyRef: {name: {{ .Values.files.existingSecret }}, key: key}}
- name: HUIZHAO_FILES__SECRET
  valueFrom: {secretKeyRef: {name: {{ .Values.files.existingSecret }}, key: secret}}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{- if $value }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "huizhao.pod" -}}
serviceAccountName: {{ include "huizhao.name" . }}
automountServiceAccountToken: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "huizhao.container" -}}
image: {{ include "huizhao.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
env:
  {{- include "huizhao.env" . | nindent 2 }}
{{- with .Values.settingsFrom }}
envFrom: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "huizhao.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 4Gi}
- name: data
{{- if .Values.persistence.enabled }}
  persistentVolumeClaim:
    claimName: {{ .Values.persistence.existingClaim | default (include "huizhao.name" .) }}
{{- else }}
  emptyDir: {}
{{- end }}
{{- end -}}
