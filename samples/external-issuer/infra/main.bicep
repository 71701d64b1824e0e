// The cluster of contoso whose service accounts the application trusts. Jobs of GitHub need nothing of Azure at home.
param name string = 'aks-shop'
param location string = resourceGroup().location

resource cluster 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: name
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: name
    oidcIssuerProfile: { enabled: true }
    securityProfile: { workloadIdentity: { enabled: true } }
    agentPoolProfiles: [
      { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D2s_v5', osType: 'Linux' }
    ]
  }
}

@description('The issuer for tegata.yaml. The slash at its end is part of it.')
output issuer string = cluster.properties.oidcIssuerProfile.issuerURL
